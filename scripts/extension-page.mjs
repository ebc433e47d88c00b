// The page that editors and the Marketplace show of the extension: the README, as far as it works there.

/** Sections of the README that are about the source, not about the extension. */
const LEFT_OUT = /<!-- not on the extension's page -->[^]*?<!-- \/not on the extension's page -->\n*/g;

const PICTURES = /(?:^!\[[^\]]*\]\((?![a-z]+:)[^)]*\)\n\n?)+/gm;
const RELATIVE_LINK = /\[([^\]]*)\]\((?![a-z]+:|#)[^)]*\)/g;

/**
 * The text of the page. Editors follow no relative links and show pictures from `https:` alone; vsce makes addresses of
 * both where the manifest names a public repository. Where it names none, the walkthrough stands in for the pictures.
 * @param {string} readme
 * @param {{ isPublished: boolean, walkthrough: string }} options whether there is a public repository, and the title of
 *   the walkthrough
 */
export function extensionPage(readme, { isPublished, walkthrough }) {
  const text = readme.replaceAll(LEFT_OUT, '');
  if (isPublished) return text;
  const hint = `> **Welcome: Open Walkthrough…** and “${walkthrough}” show it in pictures.\n\n`;
  return text.replaceAll(PICTURES, hint).replaceAll(RELATIVE_LINK, '$1');
}
