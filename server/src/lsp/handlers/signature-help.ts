import { linesOf } from '../../evaluator/position';
import {
  SignatureHelpTriggerKind,
  type ClientCapabilities,
  type MarkupContent,
  type SignatureHelp,
  type SignatureHelpContext,
  type SignatureHelpParams,
} from 'vscode-languageserver/node';
import {
  SIGNATURE_CHARACTERS,
  signatureHelp,
  type SignatureCause,
  type SignatureHelp as PlainHelp,
} from '../../features';
import { markup } from '../markup';
import type { Handler } from './handler';

export const signatureHelpHandler: Handler = {
  capabilities: {
    signatureHelpProvider: {
      triggerCharacters: [...SIGNATURE_CHARACTERS],
      // Where another argument, or another name in a set of arguments, becomes the one at hand.
      retriggerCharacters: ['=', ';', '(', ')', '}', ']', '"'],
    },
  },
  register({ connection, typing, abilities }) {
    connection.onSignatureHelp(
      typing<SignatureHelpParams, SignatureHelp | null>(
        'helping with a call',
        null,
        (moment, { position, context }) => {
          const offset = linesOf(moment.program.source).offset(position);
          const found = signatureHelp(moment, offset, causeOf(context));
          return found && helpOf(found, abilities()?.textDocument?.signatureHelp?.signatureInformation);
        },
      ),
    );
  },
};

function causeOf(context: SignatureHelpContext | undefined): SignatureCause {
  if (context === undefined || context.triggerKind === SignatureHelpTriggerKind.Invoked) return 'asked';
  const { isRetrigger, triggerCharacter } = context;
  return isRetrigger || triggerCharacter === undefined ? 'shown' : { typed: triggerCharacter };
}

type Abilities = NonNullable<NonNullable<ClientCapabilities['textDocument']>['signatureHelp']>['signatureInformation'];

/** Texts as Markdown where the client shows it; places in the label where it knows them, else the text there. */
function helpOf({ label, documentation, parameters, active }: PlainHelp, abilities: Abilities): SignatureHelp {
  const shown = (value: string | undefined): { documentation?: MarkupContent } =>
    value === undefined ? {} : { documentation: markup(value, abilities?.documentationFormat) };
  const hasOffsets = abilities?.parameterInformation?.labelOffsetSupport ?? false;
  return {
    signatures: [
      {
        label,
        ...shown(documentation),
        parameters: parameters.map(({ span: { start, end }, documentation: text }) => ({
          label: hasOffsets ? [start, end] : label.slice(start, end),
          ...shown(text),
        })),
      },
    ],
    activeSignature: 0,
    activeParameter: active,
  };
}
