package dev.sluice.local.certificate;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A certificate and its private key (PKCS#8), both as PEM text.
 */
public record Pem(String certificate, String privateKey) {
    public Pem {
        requireNonNull(certificate, "certificate is null");
        requireNonNull(privateKey, "privateKey is null");
    }

    /** Writes {@code <name>.crt} and {@code <name>.key}, the key readable by its owner only. */
    public void write(Path folder, String name) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name + ".crt"), certificate);
            Path key = folder.resolve(name + ".key");
            Files.writeString(key, privateKey);
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException("certificate " + name + " can't be written into " + folder, e);
        }
    }

    @Override
    public String toString() {
        return "Pem[" + certificate.length() + " characters of certificate, key hidden]";
    }
}
