// Hash of a file, folder or symbolic link in Nix's archive format (NAR), without ever holding the archive.
import { sortNames } from '../syntax/names';
import { NixError } from './errors';
import { startHash, type Hash, type HashAlgorithm, type Hasher } from './hash';
import { tick, type FileAnswer, type FileKind, type FileProblem } from './session';
import type { PathFilter } from './store-contents';
import { storeFiles } from './store-files';
import { encodeUtf8 } from './strings';

/** Thrown when a file's content cannot be had, or is more than the caller wants hashed. */
export class UnreadableFile extends Error {
  constructor(
    readonly path: string,
    readonly problem: FileProblem | 'too large',
  ) {
    super(`${path}: ${problem}`);
  }
}

function answered<T>(path: string, answer: FileAnswer<T>): T {
  if ('ok' in answer) return answer.ok;
  throw new UnreadableFile(path, answer.problem);
}

/**
 * The NAR hash of what is at `path`. Throws `UnreadableFile` when a part of it cannot be read, or when the contents
 * exceed `maxBytes` (each entry counts as 4 KiB more); throws Nix's error for devices, sockets and the like.
 */
export function narHash(
  path: string,
  algorithm: HashAlgorithm,
  filter?: PathFilter,
  maxBytes: number = Infinity,
): Hash {
  const writer = new NarWriter(startHash(algorithm), filter, maxBytes);
  writer.text('nix-archive-1');
  writer.node(path, answered(path, storeFiles().kind(path)));
  return { algorithm, bytes: writer.finish() };
}

/** Bytes hashed at a time: small enough to stop soon when time is up. */
const CHUNK = 1 << 20;
const BYTES_PER_TICK = 1 << 12;
/** Opening a file takes about as long as hashing this much. */
const BYTES_PER_ENTRY = 1 << 12;
const BUFFER = 1 << 14;

class NarWriter {
  private readonly files = storeFiles();
  /** Collects the archive's many short strings, so that the hash function is called less often. */
  private readonly buffer = new Uint8Array(BUFFER);
  private used = 0;
  private total = 0;

  constructor(
    private readonly hasher: Hasher,
    private readonly filter: PathFilter | undefined,
    private readonly maxBytes: number,
  ) {}

  finish(): Uint8Array {
    this.flush();
    return this.hasher.digest();
  }

  private flush(): void {
    this.hasher.update(this.buffer.subarray(0, this.used));
    this.used = 0;
  }

  private put(bytes: Uint8Array): void {
    if (this.used + bytes.length > BUFFER) this.flush();
    if (bytes.length > BUFFER) this.hasher.update(bytes);
    else {
      this.buffer.set(bytes, this.used);
      this.used += bytes.length;
    }
  }

  private length(n: number): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(n), true);
    this.put(bytes);
  }

  private padding(n: number): void {
    if (n % 8 !== 0) this.put(new Uint8Array(8 - (n % 8)));
  }

  text(s: string): void {
    const bytes = encodeUtf8(s);
    this.length(bytes.length);
    this.put(bytes);
    this.padding(bytes.length);
  }

  private spend(path: string, bytes: number): void {
    this.total += bytes;
    if (this.total > this.maxBytes) throw new UnreadableFile(path, 'too large');
  }

  private contents(path: string): void {
    const data = answered(path, this.files.readFile(path));
    this.spend(path, data.length);
    this.length(data.length);
    for (let at = 0; at < data.length; at += CHUNK) {
      const chunk = data.subarray(at, at + CHUNK);
      for (let n = 0; n < chunk.length; n += BYTES_PER_TICK) tick();
      this.put(chunk);
    }
    this.padding(data.length);
  }

  node(path: string, kind: FileKind): void {
    tick();
    this.spend(path, BYTES_PER_ENTRY);
    this.text('(');
    this.text('type');
    switch (kind) {
      case 'regular':
        this.text('regular');
        if (this.files.isExecutable(path)) {
          this.text('executable');
          this.text('');
        }
        this.text('contents');
        this.contents(path);
        break;
      case 'symlink':
        this.text('symlink');
        this.text('target');
        this.text(answered(path, this.files.readLink(path)));
        break;
      case 'directory':
        this.text('directory');
        this.folder(path);
        break;
      case 'unknown':
        throw new NixError(`file '${path}' has an unsupported type`);
    }
    this.text(')');
  }

  private folder(path: string): void {
    const entries = answered(path, this.files.readFolder(path));
    for (const name of sortNames([...entries.keys()])) {
      const child = path === '/' ? `/${name}` : `${path}/${name}`;
      const kind = entries.get(name) as FileKind;
      if (this.filter !== undefined && !this.filter(child, kind)) continue;
      this.text('entry');
      this.text('(');
      this.text('name');
      this.text(name);
      this.text('node');
      this.node(child, kind);
      this.text(')');
    }
  }
}
