// The thread in which the command line evaluates; see main.ts.
import { run } from './program';

void run(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
