// `builtins.toXML`.
import { attrEntries, getAttr } from '../attrs';
import { tick } from '../session';
import { StringBuilder, isString, makeString, textOf, unknownString } from '../strings';
import { printFloat } from '../print';
import type { NixString } from '../values';
import { Attrs, Closure, NixFloat, NixPath, PrimOp, Unknown, force, isList, type Lazy, type Value } from '../values';
import { primOps, type BuiltinTable } from './primop';

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '&quot;',
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '\n': '&#xA;',
};

function escapeText(text: string): string {
  return text.replace(/["<>&\n]/g, (c) => ESCAPES[c] as string);
}

/** Escapes what is known of a string; its unknown parts stay as they are. */
function escapeString(s: string | NixString): string | NixString {
  if (typeof s === 'string') return escapeText(s);
  const out = new StringBuilder();
  let done = 0;
  for (const hole of s.holes) {
    out.append(escapeText(s.text.slice(done, hole.start))).append(unknownString(hole.unknown));
    done = hole.end;
  }
  out.append(escapeText(s.text.slice(done)));
  return out.append(makeString('', s.context)).build();
}

type XmlAttributes = readonly (readonly [name: string, value: string | NixString])[];

class XmlWriter {
  readonly out = new StringBuilder();
  private depth = 0;
  private readonly seen = new Set<string>();

  private start(element: string, attributes: XmlAttributes): void {
    tick();
    this.out.append(`${'  '.repeat(this.depth)}<${element}`);
    for (const [name, value] of attributes) this.out.append(` ${name}="`).append(escapeString(value)).append('"');
  }

  private empty(element: string, attributes: XmlAttributes = []): void {
    this.start(element, attributes);
    this.out.append(' />\n');
  }

  private open(element: string, attributes: XmlAttributes, content: () => void): void {
    this.start(element, attributes);
    this.out.append('>\n');
    this.depth++;
    content();
    this.depth--;
    this.out.append(`${'  '.repeat(this.depth)}</${element}>\n`);
  }

  document(v: Lazy): void {
    this.out.append("<?xml version='1.0' encoding='utf-8'?>\n");
    this.open('expr', [], () => this.value(v));
  }

  private value(lazyValue: Lazy): void {
    const v = force(lazyValue);
    if (v === null) this.empty('null');
    else if (typeof v === 'boolean') this.empty('bool', [['value', String(v)]]);
    else if (typeof v === 'number' || typeof v === 'bigint') this.empty('int', [['value', String(v)]]);
    else if (isString(v)) this.empty('string', [['value', v]]);
    else if (v instanceof NixFloat) this.empty('float', [['value', printFloat(v.value)]]);
    else if (v instanceof NixPath) this.empty('path', [['value', v.path]]);
    else if (v instanceof Closure) this.lambda(v);
    else if (v instanceof PrimOp) this.empty('unevaluated');
    else if (v instanceof Unknown) this.unknown(v);
    else if (v instanceof Attrs) this.set(v);
    else if (isList(v)) this.open('list', [], () => v.forEach((x) => this.value(x)));
  }

  private unknown(u: Unknown): void {
    this.out.append('  '.repeat(this.depth)).append(unknownString(u)).append('\n');
  }

  private lambda({ lambda }: Closure): void {
    this.open('function', [], () => {
      const { formals, argument } = lambda;
      if (formals === undefined) {
        this.empty('varpat', [['name', argument ?? '']]);
        return;
      }
      const attributes: [string, string][] = [];
      if (lambda.ellipsis) attributes.push(['ellipsis', '1']);
      if (argument !== undefined) attributes.push(['name', argument]);
      const names = formals.map((f) => f.name).sort();
      this.open('attrspat', attributes, () => names.forEach((name) => this.empty('attr', [['name', name]])));
    });
  }

  private set(attrs: Attrs): void {
    const type = getAttr(attrs, 'type');
    const kind = type === undefined ? undefined : force(type);
    if (kind === undefined || !isString(kind) || textOf(kind) !== 'derivation') {
      this.open('attrs', [], () => this.attributes(attrs));
      return;
    }
    const shown: [string, string | NixString][] = [];
    for (const name of ['drvPath', 'outPath']) {
      const path = getAttr(attrs, name);
      const v = path === undefined ? undefined : force(path);
      // Nix leaves the context of these two aside here; the attributes inside bring it.
      if (v !== undefined && isString(v)) shown.push([name, typeof v === 'string' ? v : withoutContext(v)]);
    }
    this.open('derivation', shown, () => {
      const drvPath = shown.find(([name]) => name === 'drvPath')?.[1];
      const key = drvPath === undefined ? '' : textOf(drvPath);
      if (key === '' || this.seen.has(key)) {
        this.empty('repeated');
        return;
      }
      this.seen.add(key);
      this.attributes(attrs);
    });
  }

  private attributes(attrs: Attrs): void {
    for (const [name, value] of attrEntries(attrs)) this.open('attr', [['name', name]], () => this.value(value));
    if (attrs.rest !== null) this.unknown(attrs.rest.unknown);
  }
}

function withoutContext(s: NixString): string | NixString {
  return makeString(s.text, undefined, s.holes);
}

function toXml(v: Lazy): Value {
  const writer = new XmlWriter();
  writer.document(v);
  return writer.out.build();
}

export const xmlBuiltins: BuiltinTable = primOps({ toXML: [1, toXml] });
