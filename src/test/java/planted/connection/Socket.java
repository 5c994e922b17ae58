package planted.connection;

import org.springframework.context.ApplicationContext;

public class Socket {

	ApplicationContext context;

}
