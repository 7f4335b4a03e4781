package dev.sluice.engine.database;

import java.util.Objects;

/**
 * Who stands behind a database, recorded on the server so that two resources can't share one unawares.
 *
 * @param uid the resource's UID
 * @param holder the resource in words, such as {@code db.m.sluice.dev/Database/shop/orders}; a claim by the same holder
 *     with another UID is an earlier life of the same manifest and is taken over
 * @param made whether the database was created for this resource rather than found
 */
public record Claim(String uid, String holder, boolean made) {
  public Claim {
    Objects.requireNonNull(uid, "uid");
    Objects.requireNonNull(holder, "holder");
  }
}
