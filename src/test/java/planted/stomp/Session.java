package planted.stomp;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

class Session {

	@Autowired
	ApplicationContext context;

}
