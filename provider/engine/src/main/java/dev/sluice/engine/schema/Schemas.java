package dev.sluice.engine.schema;

/** Declarative structure of the databases of one server. Each method blocks; each is safe for use by many threads. */
public interface Schemas {

  /**
   * How a database gets from what it is to what it should be. Changes nothing in it: the desired SQL and the plan are tried in a
   * scratch database, out of which nothing comes.
   *
   * @throws SchemaException where the desired SQL is refused, by us or by the server
   * @throws dev.sluice.engine.EngineException for all else
   */
  Plan plan(SchemaDesign design);

  /**
   * Does what a plan says, one run at a time in a database, migrations included: another one's session is waited for, within the
   * deadline. What a failure leaves half done the next plan finishes.
   *
   * @throws SchemaException where a statement fails, is cancelled or passes the deadline; transactions before it stay
   * @throws dev.sluice.engine.EngineException for all else, with reason {@link #CHANGED} where the database isn't what the plan started from
   */
  void apply(SchemaDesign design, Plan plan, SchemaRun run);

  /** By one query, a text that changes whenever the structure of a database does, and now and then without need. */
  String fingerprint(String database);

  /** Why a plan isn't applied: it has to be made again. */
  String CHANGED = "SchemaChanged";
}
