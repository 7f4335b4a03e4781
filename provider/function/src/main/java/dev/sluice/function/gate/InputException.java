package dev.sluice.function.gate;

/** The composition asks for something that can't be done; the message says where and what to write instead. */
final class InputException extends RuntimeException {
  InputException(String message) {
    super(message);
  }
}
