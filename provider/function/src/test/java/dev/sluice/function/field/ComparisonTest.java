package dev.sluice.function.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

  @ParameterizedTest(name = "{0} in {1}: {2}")
  @CsvSource(delimiter = '|', value = {
    // wanted | found | what is lacking
    "{a: 1}                       | {a: 1, b: 2}                        |",
    "{a: 1}                       | {a: 2}                              | x.a",
    "{a: '1'}                     | {a: 1}                              | x.a",
    "{a: 1}                       | {}                                  | x.a",
    "{a: {b: {c: 1}}}             | {a: {b: {c: 1, d: 2}}}              |",
    "{a: {b: {c: 1}}}             | {a: {b: {}}}                        | x.a.b.c",
    "{a: null}                    | {}                                  |",
    "{a: {}}                      | {}                                  |",
    "{a: {b: {}}}                 | {}                                  |",
    "{a: []}                      | {}                                  |",
    "{a: []}                      | {a: [1]}                            |",
    "{a: {b: null}}               | {a: {}}                             |",
    "{a: [1, 2]}                  | {a: [1, 2]}                         |",
    "{a: [1, 2]}                  | {a: [2, 1]}                         | x.a[0]",
    "{a: [1, 2]}                  | {a: [1, 2, 3]}                      | x.a",
    "{r: [{name: m}]}             | {r: [{name: l}, {name: m, ns: s}]}  |",
    "{r: [{name: m, ns: t}]}      | {r: [{name: m, ns: s}]}             | x.r[m].ns",
    "{r: [{name: n}]}             | {r: [{name: m}]}                    | x.r[n]",
    "{r: [{key: n}]}              | {r: [{key: n, more: 1}]}            |",
    "{r: [{key: n}]}              | {r: [{key: m}]}                     | x.r[0].key",
    "{b: true}                    | {b: false}                          | x.b",
    "{f: {a.sql: x}}              | {f: {a.sql: y}}                     | x.f.a.sql"
  })
  void whatIsWantedMustBeThere(String wanted, String found, String lacking) {
    assertThat(Comparison.lacking(Yaml.object(wanted), Yaml.object(found), "x")).isEqualTo(Optional.ofNullable(lacking));
  }
}
