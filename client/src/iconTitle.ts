/**
 * A lens's title with an icon in front. Editors lay the icon out as a box of its own and drop an ordinary space behind it.
 * @param icon the name of a codicon
 */
export function iconTitle(icon: string, text: string): string {
  return `$(${icon})\u00a0${text}`;
}
