/**
 * Pods that wait for a database. {@link dev.sluice.controller.gate.PodGate} watches those that say so by the scheduling gate or
 * the readiness gate {@code sluice.dev/migrated}, and lets each go as soon as what its annotation {@code sluice.dev/requires}
 * names is applied, by what the status of those resources says.
 */
package dev.sluice.controller.gate;
