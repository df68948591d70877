// letan completion: for shells, of the commands as they are.
#include <memory>
#include <set>
#include <string>

#include "clients/cli/commands.h"

namespace letan::cli {
namespace {

// The names of commands and options behind `command`, space-separated; options of the program count
// behind every command.
std::string WordsBehind(const CLI::App& command, const CLI::App& program) {
  std::set<std::string> words;  // --help belongs to both
  for (const CLI::App* child : command.get_subcommands([](const CLI::App*) { return true; })) {
    words.insert(child->get_name());
  }
  for (const CLI::App* owner : {&command, &program}) {
    for (const CLI::Option* option : owner->get_options()) {
      for (const std::string& name : option->get_lnames()) words.insert("--" + name);
    }
  }
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// A line of the shell's `case` for `command`, and those behind it. "path" is "letan delegation".
void AddCases(const CLI::App& command, const CLI::App& program, const std::string& path,
              std::string& cases) {
  cases += "    \"" + path + "\") words=\"" + WordsBehind(command, program) + "\" ;;\n";
  for (const CLI::App* child : command.get_subcommands([](const CLI::App*) { return true; })) {
    AddCases(*child, program, path + " " + child->get_name(), cases);
  }
}

// The longest path of commands among the words before the cursor decides what may follow.
std::string BashScript(const CLI::App& program) {
  std::string cases;
  AddCases(program, program, "letan", cases);
  return "_letan_words() {\n  case \"$1\" in\n" + cases +
         "    *) return 1 ;;\n"
         "  esac\n"
         "}\n"
         "_letan() {\n"
         "  local words path=letan next i current=\"${COMP_WORDS[COMP_CWORD]}\"\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    next=\"$path ${COMP_WORDS[i]}\"\n"
         "    if _letan_words \"$next\"; then path=\"$next\"; fi\n"
         "  done\n"
         "  _letan_words \"$path\"\n"
         "  COMPREPLY=()\n"
         "  while IFS= read -r next; do\n"
         "    COMPREPLY+=(\"$next\")\n"
         "  done < <(compgen -W \"$words\" -- \"$current\")\n"
         "}\n"
         "complete -o default -F _letan letan\n";
}

}  // namespace

void AddCompletionCommand(CLI::App& app, Session& session) {
  CLI::App* command = AddCommand(app, "completion", "Print what completes commands in a shell",
                                 "  source <(letan completion bash)\n"
                                 "  source <(letan completion zsh)");
  auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash or zsh")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh"}));
  command->callback([&app, &session, shell] {
    // zsh reads what is written for bash.
    if (*shell == "zsh") {
      session.out() << "autoload -U +X compinit && compinit\n"
                       "autoload -U +X bashcompinit && bashcompinit\n";
    }
    session.out() << BashScript(app);
  });
}

}  // namespace letan::cli
