package dev.sluice.local.crossplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;

/**
 * JSON objects as protobuf's Struct and back. A Struct knows no integers: a number without a fraction becomes one.
 */
final class Structs {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Structs() {}

  static Struct of(JsonNode object) {
    Struct.Builder struct = Struct.newBuilder();
    object.properties().forEach(entry -> struct.putFields(entry.getKey(), value(entry.getValue())));
    return struct.build();
  }

  static ObjectNode json(Struct struct) {
    ObjectNode object = JSON.objectNode();
    struct.getFieldsMap().forEach((name, value) -> object.set(name, json(value)));
    return object;
  }

  private static Value value(JsonNode node) {
    Value.Builder value = Value.newBuilder();
    return switch (node.getNodeType()) {
      case OBJECT -> value.setStructValue(of(node)).build();
      case ARRAY -> {
        ListValue.Builder list = ListValue.newBuilder();
        node.forEach(element -> list.addValues(value(element)));
        yield value.setListValue(list).build();
      }
      case STRING -> value.setStringValue(node.textValue()).build();
      case NUMBER -> value.setNumberValue(node.doubleValue()).build();
      case BOOLEAN -> value.setBoolValue(node.booleanValue()).build();
      case NULL -> value.setNullValue(NullValue.NULL_VALUE).build();
      case BINARY, MISSING, POJO -> throw new IllegalArgumentException("not JSON: " + node.getNodeType());
    };
  }

  private static JsonNode json(Value value) {
    return switch (value.getKindCase()) {
      case STRUCT_VALUE -> json(value.getStructValue());
      case LIST_VALUE -> {
        ArrayNode array = JSON.arrayNode();
        value.getListValue().getValuesList().forEach(element -> array.add(json(element)));
        yield array;
      }
      case STRING_VALUE -> JSON.textNode(value.getStringValue());
      case NUMBER_VALUE -> number(value.getNumberValue());
      case BOOL_VALUE -> JSON.booleanNode(value.getBoolValue());
      case NULL_VALUE, KIND_NOT_SET -> JSON.nullNode();
    };
  }

  private static JsonNode number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1L << 53 ? JSON.numberNode((long) number) : JSON.numberNode(number);
  }
}
