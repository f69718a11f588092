// The line protocol of a driver in JavaScript: one JSON request a line, one JSON answer a line, whatever happens.
import { createInterface } from "node:readline";

/** `operations` maps the name of an operation to a function of the request that returns the answer's members. */
export async function serve(operations) {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const request = JSON.parse(line);
    let answer;
    try {
      answer = { ok: true, ...(await operations[request.op](request)) };
    } catch (error) {
      answer = { ok: false, error: `${error.code ?? error.name}: ${error.message}` };
    }
    process.stdout.write(printed({ id: request.id, ...answer }) + "\n");
  }
}

// JSON.parse reads nesting that JSON.stringify cannot write; that the peer accepts is said all the same.
function printed(answer) {
  try {
    return JSON.stringify(answer);
  } catch {
    return JSON.stringify({ id: answer.id, ok: answer.ok, claims: null });
  }
}
