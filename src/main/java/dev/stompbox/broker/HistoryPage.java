package dev.stompbox.broker;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.stompbox.message.Message;
import dev.stompbox.message.Position;

/**
 * A part of a topic's history.
 *
 * @param messages oldest first, without a gap between them
 * @param recovered whether nothing is missing between what was asked for and the first
 * @param missed how many are, or {@code null} when that cannot be known
 * @param next what to ask for next: the last of these, or where the topic stands
 */
public record HistoryPage(List<Message> messages, boolean recovered, @Nullable Long missed, Position next) {
}
