import { describe, expect, test } from 'vitest';
import { readingVersions, type Release } from '../../server/src/nixos';

const versions = (release: Release, line: string): ReturnType<typeof readingVersions> => {
  const [name = '', text = ''] = line.split(/=(.*)/);
  return readingVersions(release, 'Service', name, text);
};

describe('the versions of systemd that read a line as the release does', () => {
  test.each([
    // Every version, or nothing is known.
    ['25.05', 'Nice=99', undefined],
    ['25.05', 'Environment=bad', undefined],
    ['25.05', 'PrivateTmp=true', undefined],
    ['25.05', 'PrivateTmp=sometimes', undefined],
    ['25.05', 'MemoryMax=lots', undefined],
    ['25.05', 'ExecStart=/a | b', undefined],
    ['25.05', 'NotThere=1', undefined],
    // Those that have the directive, or its words: the release's own at the latest.
    ['25.05', 'PrivatePIDs=true', { since: 257 }],
    ['25.05', 'PrivateTmp=disconnected', { since: 257 }],
    ['25.05', 'SystemCallFilter=@new', { since: 257 }],
    ['25.05', 'StateDirectory=a:b:ro', { since: 257 }],
    ['25.11', 'ExecStart=-|/a', { since: 258 }],
    ['24.05', 'CPUWeight=idle', { since: 255 }],
    // It is not certain which.
    ['25.05', 'MemoryTHP=inherit', { since: null }],
    ['26.05', 'PrivateTmp=disconnected', { since: null }],
    // Those that still have it.
    ['24.11', 'CPUShares=5', { since: 256, until: 258 }],
    ['24.11', 'MemoryLimit=5', { until: 258 }],
  ] as const)('%s %s', (release, line, expected) => {
    expect(versions(release, line)).toEqual(expected);
  });

  test('a directive counts in its own section only', () => {
    expect(readingVersions('25.05', 'Unit', 'PrivatePIDs', 'true')).toBeUndefined();
  });
});
