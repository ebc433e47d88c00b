// Commands of lenses. The editor forgets the arguments of a lens's command when it fetches lenses anew, but a lens that is
// out of sight goes on with its old command until it has been drawn again, and a click on it fails until then. So that each
// lens gets a command of its own, which needs no arguments.
import { commands, Uri, workspace, type Command, type Disposable } from 'vscode';

export interface LensCommands extends Disposable {
  /**
   * A command that does the same and takes no arguments.
   * @param document has the lens; the command is there until it is closed
   */
  of(document: Uri, command: Command): Command;
}

export function createLensCommands(): LensCommands {
  /** The identifiers of a document's commands, by what they do. */
  const identifiers = new Map<string, Map<string, string>>();
  const registrations = new Map<string, Disposable>();
  let count = 0;

  function identifier(document: string, command: string, values: readonly unknown[]): string {
    const own = identifiers.get(document) ?? new Map<string, string>();
    identifiers.set(document, own);
    const what = JSON.stringify([command, ...values.map((value) => (value instanceof Uri ? value.toString() : value))]);
    let id = own.get(what);
    if (id === undefined) {
      // The underscore keeps it out of the list of commands that keys can be bound to.
      id = `_nixosRunner.lens.${(count += 1)}`;
      own.set(what, id);
      registrations.set(
        id,
        commands.registerCommand(id, () => commands.executeCommand(command, ...values)),
      );
    }
    return id;
  }

  const closing = workspace.onDidCloseTextDocument(({ uri }) => {
    const key = uri.toString();
    for (const id of identifiers.get(key)?.values() ?? []) {
      registrations.get(id)?.dispose();
      registrations.delete(id);
    }
    identifiers.delete(key);
  });

  return {
    of(document, { command, arguments: values = [], ...shown }) {
      return { ...shown, command: values.length === 0 ? command : identifier(document.toString(), command, values) };
    },
    dispose() {
      closing.dispose();
      registrations.forEach((registration) => void registration.dispose());
    },
  };
}
