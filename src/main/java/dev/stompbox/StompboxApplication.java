package dev.stompbox;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Real-time messaging in one jar. */
@SpringBootApplication
public class StompboxApplication {

	/**
	 * Starts the server; or, when the first argument is no setting, runs the command that
	 * it names and exits with its code.
	 */
	public static void main(String[] args) {
		if (Commands.areMeantBy(args)) {
			System.exit(Commands.run(args));
		}
		SpringApplication.run(StompboxApplication.class, args);
	}

}
