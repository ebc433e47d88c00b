// From files to findings: programs, the import graph, releases, hosts.
// May import: rules and the layers below. The files named node-* are the only ones that know Node.
export * from './analysis';
export * from './import-graph';
export * from './programs';
export * from './release';
