// How far a long command is, on a terminal.
import type { Io } from './io';

/** With fewer files a command is done before anybody could read it. */
const MANY = 20;
const WIDTH = 24;
const MAX_NAME = 40;

/** Gives a function that shows how many of `total` are done and which one comes next; all done takes it away again. */
export function progressBar(io: Io, total: number): (done: number, next: string) => void {
  const { progress } = io;
  if (progress === undefined || total < MANY) return () => undefined;
  let shown = -1;
  return (done, next) => {
    const filled = Math.floor((done / total) * WIDTH);
    const percent = Math.floor((done / total) * 100);
    if (done === total) progress('');
    else if (percent !== shown) {
      const name = next.length > MAX_NAME ? `…${next.slice(1 - MAX_NAME)}` : next;
      progress(`[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${String(done)}/${String(total)} ${name}`);
    }
    shown = percent;
  };
}
