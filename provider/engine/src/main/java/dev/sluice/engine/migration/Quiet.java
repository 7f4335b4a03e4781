package dev.sluice.engine.migration;

/** Nobody listens: for short work under the lock. */
enum Quiet implements MigrationRun {
  RUN;

  @Override
  public boolean proceed(MigrationState before) {
    return true;
  }

  @Override
  public void progress(Progress progress) {}

  @Override
  public boolean stopRequested() {
    return false;
  }

  @Override
  public void cancellable(Runnable cancel) {}
}
