/** What the kinds that run SQL beside the reconciles share: the runs themselves, their limits, and who owns what they work on. */
package dev.sluice.controller.run;
