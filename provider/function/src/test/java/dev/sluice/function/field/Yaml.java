package dev.sluice.function.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;

/** Objects as tests write them. */
final class Yaml {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Yaml() {}

  static Struct object(String yaml) {
    try {
      var struct = Struct.newBuilder();
      JsonFormat.parser().merge(YAML.readTree(yaml).toString(), struct);
      return struct.build();
    } catch (JsonProcessingException | InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(yaml, e);
    }
  }
}
