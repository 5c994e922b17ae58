package planted.stomp;

import org.springframework.context.ApplicationContext;

class SessionController {

	Nested nested;

	record Nested(ApplicationContext context) {
	}

}
