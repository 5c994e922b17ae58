package planted.relay;

import org.springframework.messaging.MessageChannel;

record Link(MessageChannel channel) {
}
