package planted.relay;

import org.springframework.messaging.MessageChannel;

record SpringLink(MessageChannel channel) {
}
