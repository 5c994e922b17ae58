package dev.stompbox.access;

import java.nio.charset.StandardCharsets;

import dev.stompbox.message.Topic;

/**
 * The topics behind user destinations: {@code /user/queue/x} of ana is the topic
 * {@code $USER.ana.queue.x}. A name's characters that a word cannot have are written as
 * {@code ~} and two hex digits per UTF-8 byte, so that two names never share a topic.
 */
public final class UserTopics {

	static final String PREFIX = "$USER.";

	private static final String HEX = "0123456789abcdef";

	private UserTopics() {
	}

	/**
	 * The topic behind a user's destination.
	 * @param user the caller's name
	 * @param rest what follows {@code /user/} or {@code /user/NAME/}, for example
	 * {@code queue/replies}
	 * @throws dev.stompbox.message.Refused when that makes no topic's name
	 */
	public static Topic topicOf(String user, String rest) {
		return Topic.parse(prefixOf(user) + rest);
	}

	/** What a user's topics begin with, the dot included. */
	static String prefixOf(String user) {
		return PREFIX + word(user) + '.';
	}

	/** A caller's name as a word of a topic. */
	static String word(String name) {
		StringBuilder word = new StringBuilder(name.length());
		for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
			char c = (char) (b & 0xff);
			boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
					|| c == '_' || c == '@' || c == '+' || c == ':';
			if (plain) {
				word.append(c);
			}
			else {
				word.append('~').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
			}
		}
		return word.toString();
	}

}
