// Random tests start from the same seed each time, so that a run says something of the change and not of its luck.
// FUZZ_SEED sets another one; the long differential run takes a new one each time.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['FUZZ_SEED'] ?? 1) });
