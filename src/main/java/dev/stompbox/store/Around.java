package dev.stompbox.store;

/**
 * What is done around the telling of a part of a batch: a part is small, so that what it
 * sets off can be seen to before the next.
 */
@FunctionalInterface
public interface Around {

	/** Nothing. */
	Around NOTHING = Runnable::run;

	/** Runs {@code telling}, once, before it returns. */
	void run(Runnable telling);

}
