package dev.sluice.local.benchmark;

import static java.util.Objects.requireNonNull;

import dev.sluice.local.benchmark.product.MeasuredProduct;
import dev.sluice.local.benchmark.product.PlainWork;
import java.nio.file.Path;
import java.util.List;

/**
 * One round of the work without an operator, on a database that is made and dropped in it.
 */
final class PlainBaseline {
  static final String THREE = "3 files into an empty database, plain";
  static final String FOURTH = "1 more file, plain";

  private final PlainWork plain;
  private final List<Path> three;
  private final List<Path> fourth;

  PlainBaseline(MeasuredProduct product, Path work) {
    this.plain = product.plain();
    this.three = product.applied().three().writeTo(work.resolve("sql/three"));
    this.fourth = product.applied().fourth().writeTo(work.resolve("sql/fourth"));
  }

  /** Titles of what is measured, in the order of the report. */
  List<String> rows() {
    return List.of(create(), alter(), drop(), dropLater(), THREE, FOURTH);
  }

  String create() {
    return title(plain.creation());
  }

  String alter() {
    return title(plain.alteration());
  }

  String drop() {
    return title(plain.removal());
  }

  String dropLater() {
    return drop() + ", older than 30 s";
  }

  /** The statements' names, such as for a comparison. */
  PlainWork work() {
    return plain;
  }

  /** One that stays, to be dropped when it is old. */
  void keep(String database) {
    plain.create(database);
  }

  void dropKept(String database, Samples samples) {
    samples.add(dropLater(), plain.drop(database));
  }

  void round(String database, Samples samples) {
    samples.add(create(), plain.create(database));
    samples.add(alter(), plain.alter(database));
    samples.add(THREE, plain.files(three, database));
    samples.add(FOURTH, plain.files(fourth, database));
    samples.add(drop(), plain.drop(database));
  }

  private static String title(PlainWork.Operation operation) {
    return operation.name() + ", " + operation.how();
  }
}
