package dev.stompbox.stomp;

import java.util.ArrayList;
import java.util.List;

import dev.stompbox.broker.Acknowledgement;
import dev.stompbox.message.Headers;
import dev.stompbox.message.Publication;

/**
 * What a transaction holds, sorted by who does it; each in the order in which it came.
 *
 * @param publications for the broker
 * @param answers for the broker
 * @param calls of functions of the server
 * @param passes for the broker that keeps the topics, when it is another
 */
record Committing(List<Publication> publications, List<Acknowledgement> answers, List<Frame> calls,
		List<Step.Pass> passes) {

	static Committing of(List<Step> steps) {
		Committing all = new Committing(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
		for (Step step : steps) {
			if (step instanceof Step.Publish publish) {
				all.publications.add(publish.publication());
			}
			else if (step instanceof Step.Answer answer) {
				all.answers.add(answer.acknowledgement());
			}
			else if (step instanceof Step.Call call) {
				all.calls.add(call.frame());
			}
			else if (step instanceof Step.Pass pass) {
				all.passes.add(pass);
			}
		}
		return all;
	}

	/** All that the other broker is told: BEGIN, what is to be done, COMMIT. */
	List<Step.Pass> passes(Frame commit) {
		String id = commit.required(HeaderNames.TRANSACTION);
		List<Step.Pass> all = new ArrayList<>();
		all.add(new Step.Pass("BEGIN", in(id, Headers.NONE)));
		this.passes.forEach((pass) -> all.add(new Step.Pass(pass.command(), in(id, pass.headers()), pass.body())));
		String receipt = commit.header(HeaderNames.RECEIPT);
		Headers asked = (receipt != null) ? Headers.builder(1).add(HeaderNames.RECEIPT, receipt).build() : Headers.NONE;
		all.add(new Step.Pass("COMMIT", in(id, asked)));
		return all;
	}

	private static Headers in(String id, Headers headers) {
		Headers.Builder all = Headers.builder(headers.size() + 1).add(HeaderNames.TRANSACTION, id);
		headers.forEach(all::add);
		return all.build();
	}

}
