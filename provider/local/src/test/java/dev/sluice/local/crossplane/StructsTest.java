package dev.sluice.local.crossplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class StructsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void everyKindOfValueComesBack() throws JsonProcessingException {
    String text = """
        {"text":"a","whole":3,"negative":-7,"fraction":1.5,"yes":true,"no":false,"nothing":null,"list":[1,"b",{"deep":[]}],"object":{"x":{}}}""";

    assertThat(JSON.readTree(Structs.json(Structs.of(JSON.readTree(text))).toString())).isEqualTo(JSON.readTree(text));
  }

  @Test
  void integersStayIntegers() throws JsonProcessingException {
    assertThat(Structs.json(Structs.of(JSON.readTree("{\"port\":8080}"))).toString())
        .isEqualTo("{\"port\":8080}");
  }
}
