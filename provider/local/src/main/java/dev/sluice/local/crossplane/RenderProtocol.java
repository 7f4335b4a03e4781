package dev.sluice.local.crossplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The messages RenderRequest and RenderResponse of {@code proto/render/v1alpha1/render.proto} in Crossplane 2.4, as far as
 * composites go, by their field numbers.
 */
final class RenderProtocol {
  private static final int COMPOSITE = 2;

  private RenderProtocol() {}

  /**
   * @param functions addresses by name
   */
  static byte[] request(Renderer.Input input, Map<String, String> functions) {
    UnknownFieldSet.Builder composite = UnknownFieldSet.newBuilder()
        .addField(1, field(List.of(input.composite())))
        .addField(2, field(List.of(input.composition())))
        .addField(3, functions(functions))
        .addField(4, field(input.observed()))
        .addField(5, field(input.required()));
    input.definition().ifPresent(definition -> composite.addField(8, field(List.of(definition))));
    return message(Map.of(COMPOSITE, composite.build().toByteString())).toByteArray();
  }

  static Rendered response(byte[] bytes, Optional<String> fatal) {
    try {
      UnknownFieldSet composite = UnknownFieldSet.parseFrom(
          UnknownFieldSet.parseFrom(bytes).getField(COMPOSITE).getLengthDelimitedList().getFirst());
      return new Rendered(objects(composite, 1).getFirst(), objects(composite, 2), objects(composite, 3),
          composite.getField(4).getLengthDelimitedList().stream().map(RenderProtocol::event).toList(), fatal);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Crossplane's renderer answered what is no response", e);
    }
  }

  private static Field functions(Map<String, String> functions) {
    Field.Builder field = Field.newBuilder();
    functions.forEach((name, address) -> field.addLengthDelimited(
        message(Map.of(1, ByteString.copyFromUtf8(name), 2, ByteString.copyFromUtf8(address))).toByteString()));
    return field.build();
  }

  private static Field field(List<JsonNode> objects) {
    Field.Builder field = Field.newBuilder();
    objects.forEach(object -> field.addLengthDelimited(Structs.of(object).toByteString()));
    return field.build();
  }

  private static UnknownFieldSet message(Map<Integer, ByteString> fields) {
    UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder();
    fields.forEach((number, content) -> message.addField(number, Field.newBuilder().addLengthDelimited(content).build()));
    return message.build();
  }

  private static List<JsonNode> objects(UnknownFieldSet message, int number) {
    return message.getField(number).getLengthDelimitedList().stream().<JsonNode>map(RenderProtocol::object).toList();
  }

  private static JsonNode object(ByteString struct) {
    try {
      return Structs.json(Struct.parseFrom(struct));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Crossplane's renderer answered with what is no object", e);
    }
  }

  private static Rendered.Event event(ByteString bytes) {
    try {
      UnknownFieldSet event = UnknownFieldSet.parseFrom(bytes);
      return new Rendered.Event(text(event, 1), text(event, 2), text(event, 3));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Crossplane's renderer answered with what is no event", e);
    }
  }

  private static String text(UnknownFieldSet message, int number) {
    List<ByteString> values = message.getField(number).getLengthDelimitedList();
    return values.isEmpty() ? "" : values.getLast().toStringUtf8();
  }
}
