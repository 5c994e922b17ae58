package dev.stompbox.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Message;

/**
 * A message on its way to many. What subscribers make of it for the wire is made once per
 * distinct form and shared. Confined to the thread that publishes, for the time of the
 * fan-out.
 */
public final class Delivery {

	/** Forms that few subscribers share are not worth keeping. */
	private static final int MOST_FORMS = 16;

	private final Message message;

	private final Flow flow;

	private @Nullable Object lastForm;

	private @Nullable Object lastEncoded;

	private @Nullable Object otherForm;

	private @Nullable Object otherEncoded;

	/** All that are kept, when they are more than the two above. */
	private @Nullable Map<Object, Object> encoded;

	Delivery(Message message) {
		this(message, Flow.DEFAULT);
	}

	Delivery(Message message, Flow flow) {
		this.message = message;
		this.flow = flow;
	}

	/** How its topic flows. */
	public Flow flow() {
		return this.flow;
	}

	/** The message. */
	public Message message() {
		return this.message;
	}

	/**
	 * The message in the given form, made by {@code encode} when nobody asked for this
	 * form before.
	 * @param form what tells the form from others; compared by {@code equals}
	 * @param encode makes it
	 */
	@SuppressWarnings("unchecked")
	public <F, T> T as(F form, Function<F, T> encode) {
		if (form.equals(this.lastForm) && this.lastEncoded != null) {
			return (T) this.lastEncoded;
		}
		T made = (T) find(form);
		if (made == null) {
			made = encode.apply(form);
			if (!keep(form, made)) {
				// The last one stays: it is what the forms of one subscriber are made of.
				return made;
			}
		}
		this.otherForm = this.lastForm;
		this.otherEncoded = this.lastEncoded;
		this.lastForm = form;
		this.lastEncoded = made;
		return made;
	}

	private @Nullable Object find(Object form) {
		if (this.encoded != null) {
			return this.encoded.get(form);
		}
		return form.equals(this.otherForm) ? this.otherEncoded : null;
	}

	/**
	 * Whether so many forms were asked for that those to come are made for one subscriber
	 * each.
	 */
	public boolean hasManyForms() {
		return this.encoded != null && this.encoded.size() >= MOST_FORMS;
	}

	private boolean keep(Object form, Object made) {
		if (this.encoded == null) {
			if (this.otherForm == null || this.lastForm == null) {
				return true;
			}
			this.encoded = new HashMap<>();
			this.encoded.put(this.otherForm, Objects.requireNonNull(this.otherEncoded));
			this.encoded.put(this.lastForm, Objects.requireNonNull(this.lastEncoded));
		}
		boolean room = this.encoded.size() < MOST_FORMS;
		if (room) {
			this.encoded.put(form, made);
		}
		return room;
	}

}
