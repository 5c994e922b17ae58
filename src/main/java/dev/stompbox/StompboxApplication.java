package dev.stompbox;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Real-time messaging in one jar. */
@SpringBootApplication
public class StompboxApplication {

	/** Starts the server. */
	public static void main(String[] args) {
		SpringApplication.run(StompboxApplication.class, args);
	}

}
