import { Command, type ErrorOptions, Help, type HelpContext, type Option } from 'commander';
import { UsageFault } from './usage-fault.ts';

/** A command whose misuse is one line that says what is allowed, instead of a help text. */
export class CliCommand extends Command {
  constructor(name?: string) {
    super(name);
    this.exitOverride().showSuggestionAfterError(false).helpCommand(false);
  }

  override createCommand(name?: string): CliCommand {
    return new CliCommand(name);
  }

  override createHelp(): Help {
    return new CliHelp();
  }

  override error(message: string, options: ErrorOptions = {}): never {
    const what = message
      .replace(/^error: /, '')
      .replaceAll(/\s*\n\s*/g, ' ')
      .replace(/ is invalid( for argument '\S+')?\. /, ' is invalid$1; ')
      .replace('; Allowed choices are ', '; allowed: ')
      .replace(/\.$/, '');
    throw new UsageFault(`${pathOf(this)}: ${what}${this.#allowed(options.code)}`);
  }

  /** Commander shows help, as an error, where a command is missing. */
  override help(context?: HelpContext | ((text: string) => string)): never {
    if (typeof context === 'object' && context.error === true) {
      return this.error('a command is missing', { code: 'commander.unknownCommand' });
    }
    this.outputHelp();
    throw new HelpShown();
  }

  #allowed(code: string | undefined): string {
    const names = (list: readonly string[]) => (list.length === 0 ? 'none' : list.join(', '));
    if (code === 'commander.unknownCommand')
      return `; allowed: ${names(this.commands.map((command) => command.name()))}`;
    if (code === 'commander.unknownOption')
      return `; allowed: ${names([...this.options.map(({ flags }) => flags), '--help'])}`;
    if (code === 'commander.excessArguments' || code === 'commander.missingArgument')
      return `; usage: ${pathOf(this)} ${this.usage()}`;
    return '';
  }
}

/** Help in which the options of the command itself come before those that many commands share. */
class CliHelp extends Help {
  override groupItems<T extends Command | Option>(
    unsorted: T[],
    visible: T[],
    groupOf: (item: T) => string,
  ): Map<string, T[]> {
    const groups = super.groupItems(unsorted, visible, groupOf);
    const own = groups.get('Options:');
    return own === undefined ? groups : new Map([['Options:', own], ...groups]);
  }
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** Help was asked for and printed: nothing is left to do. */
export class HelpShown extends Error {}
