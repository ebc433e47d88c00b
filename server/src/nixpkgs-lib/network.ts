// nixpkgs' lib/network: IPv6 addresses.
import { attrsOf } from '../evaluator/attrs';
import { forceText } from '../evaluator/coerce';
import type { Attrs, Lazy, Value } from '../evaluator/values';
import { functions, thrown, type LibTable } from './support';

const GROUPS = 8;
const BITS = 128;

function invalid(text: string): never {
  throw thrown(`${text} is not a valid IPv6 address or network`);
}

/** The address's eight groups as numbers; one `::` stands for as many zeros as are missing. */
function groupsOf(address: string): number[] {
  const [head, tail, ...more] = address.split('::');
  if (more.length > 0) invalid(address);
  const part = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : text.split(':'));
  const before = part(head);
  const after = part(tail);
  const missing = GROUPS - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) invalid(address);
  return [...before, ...new Array<string>(tail === undefined ? 0 : missing).fill('0'), ...after].map((group) =>
    /^[0-9a-fA-F]{1,4}$/.test(group) ? parseInt(group, 16) : invalid(address),
  );
}

/** `2001:DB8::ffff/32` as `{ address; prefixLength; }`, the address written out. */
function fromString(v: Lazy): Value {
  const text = forceText(v);
  const [address, prefix, ...more] = text.split('/');
  if (more.length > 0 || (prefix !== undefined && !/^[0-9]{1,3}$/.test(prefix))) invalid(text);
  const prefixLength = prefix === undefined ? BITS : Number(prefix);
  if (prefixLength > BITS) invalid(text);
  return attrsOf({
    address: groupsOf(address as string)
      .map((group) => group.toString(16))
      .join(':'),
    prefixLength,
  });
}

const OCTET = '([0-9A-Fa-f]{2})';
const MAC = new RegExp(`^${new Array(6).fill(OCTET).join('[-:.]?')}$`);
/** The bit of a hardware address that says who assigned it, in the first group. */
const LOCAL_BIT = 0x200;

/** The second half of an IPv6 address that is made from a hardware address. */
function eui64Suffix(v: Lazy): string {
  const mac = forceText(v);
  const octets = MAC.exec(mac);
  if (octets === null) throw thrown(`"${mac}" is not a valid MAC address (expected 6 octets of hex digits)`);
  const [, a, b, c, d, e, f] = octets as unknown as readonly string[];
  const first = (parseInt(`${a}${b}`, 16) ^ LOCAL_BIT).toString(16);
  return `${first}:${c}ff:fe${d}:${e}${f}`.toLowerCase();
}

const ipv6Functions = functions({ fromString: [1, fromString], mkEUI64Suffix: [1, eui64Suffix] });

export const mkEUI64Suffix = ipv6Functions['mkEUI64Suffix'] as Lazy;
const ipv6: Attrs = attrsOf(ipv6Functions);

export const network: LibTable = { ipv6 };
