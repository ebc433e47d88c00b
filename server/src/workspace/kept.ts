// Answers that stay true as long as the files which were asked for to find them do not change.
import type { FileChanges } from './file-changes';

/** What was found out, with the files that were asked for so far; evaluation is lazy, so more may come. */
export interface Answer<T> {
  readonly value: T;
  readonly asked: ReadonlySet<string>;
}

interface Kept<T> extends Answer<T> {
  /** What else it depends on. */
  readonly state: unknown;
  /** How many changes of files there had been when it was looked at last. */
  count: number;
}

/** Answers of others that hold here as well, other than those that depend on one file, which has another text here. */
export interface Inherited<T> {
  readonly from: KeptAnswers<T>;
  readonly except: string;
}

export class KeptAnswers<T> {
  private readonly kept = new Map<string, Kept<T>>();
  /** The answers that were given since the last step. */
  private readonly given = new Set<string>();

  constructor(
    private readonly changes: FileChanges,
    private readonly inherited?: Inherited<T>,
  ) {}

  /** The answer of an earlier call where nothing changed that matters to it, nor `state`. */
  get(key: string, state: unknown, compute: () => Answer<T>): T {
    this.given.add(key);
    const known = this.valid(key, state) ?? this.inherit(key, state);
    if (known !== undefined) return known.value;
    const { count } = this.changes;
    const answer = compute();
    this.kept.set(key, { ...answer, state, count });
    return answer.value;
  }

  private valid(key: string, state: unknown): Kept<T> | undefined {
    const known = this.kept.get(key);
    if (known === undefined || known.state !== state) return undefined;
    if (this.changes.concern(known.asked, known.count, this.inherited?.except)) return undefined;
    known.count = this.changes.count;
    return known;
  }

  private inherit(key: string, state: unknown): Kept<T> | undefined {
    const known = this.inherited?.from.valid(key, state);
    return known === undefined || known.asked.has(this.inherited?.except ?? '') ? undefined : known;
  }

  /** A step is done: what was given up to here can stay, whatever becomes of the next step. */
  goOn(): void {
    this.given.clear();
  }

  /** Forgets what was given in a step that was not finished: lazy values in it may be half done. */
  abandon(): void {
    for (const key of this.given) this.kept.delete(key);
    this.given.clear();
  }
}
