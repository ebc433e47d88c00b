/**
 * What NixOS knows, as data and pure text: releases, the runner module's options and definitions, the text of
 * units and scripts, secrets modules, store names. Imports nothing outside this folder but the order of names: no evaluator
 * types, no Node, no editor. Every function takes and gives plain strings, numbers, booleans, arrays and records.
 */
export * from './release';
export * from './plain';
export * from './options';
export * from './option-types';
export * from './escape';
export * from './store-names';
export * from './packages';
export * from './unit';
export * from './other-units';
export * from './switching';
export * from './service-attributes';
export * from './job-scripts';
export * from './runner-names';
export * from './runner-values';
export * from './runner-registration';
export * from './runner-scripts';
export * from './runner-unit';
export * from './runner-checks';
export * from './secrets';
export * from './runner-packages';
export * from './defaults';
export * from './systemd-directives';
export * from './systemd-version';
export * from './directive-values';
export * from './directive-versions';
export * from './directive-summaries';
export * from './runner-environment';
