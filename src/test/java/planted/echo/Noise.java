package planted.echo;

import java.util.concurrent.TimeUnit;

class Noise {

	void print() {
		System.out.println("noise");
	}

	void trace() {
		new IllegalStateException().printStackTrace();
	}

	void sleep() throws InterruptedException {
		Thread.sleep(1);
	}

	void doze() throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep(1);
	}

}
