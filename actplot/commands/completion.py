"""``actplot completion``."""

from __future__ import annotations

import click

from actplot.interface.choices import Choice

# All scripts call actplot with Click's protocol for fish: it gets the line up to the cursor and the word under it, it
# prints lines of "type,value<tab>help". No space follows an item that ends in "=", since its value comes next.
SCRIPTS = {
    "bash": r"""_actplot() {
    local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} cut= item
    if [[ $word != [\'\"]* || $line != *"$word" ]]; then
        word=${line##*[[:space:]]}
        # bash replaces only what follows the last : or = of a word without quotes
        [[ $COMP_WORDBREAKS == *:* && $COMP_WORDBREAKS == *=* ]] && cut=${word%"${word##*[:=]}"}
    fi
    COMPREPLY=()
    while IFS= read -r item; do
        if [[ $item == file,* || $item == dir,* ]]; then
            compopt -o default 2>/dev/null
            return
        fi
        item=${item#*,}
        item=${item%%$'\t'*}
        [[ -z $item || ($item == *\(* && $word != [\'\"]*) ]] && continue
        [[ $item == *= ]] && compopt -o nospace 2>/dev/null
        COMPREPLY+=("${item#"$cut"}")
    done < <(_ACTPLOT_COMPLETE=fish_complete COMP_WORDS=$line COMP_CWORD=$word "$1" 2>/dev/null)
}
complete -o nosort -F _actplot actplot 2>/dev/null || complete -F _actplot actplot
""",
    "zsh": r"""#compdef actplot
_actplot() {
    local item value help
    local -a values shown open
    local typed=${PREFIX:+${(qq)${(Q)PREFIX}}}
    for item in "${(@f)$(_ACTPLOT_COMPLETE=fish_complete COMP_WORDS="${(j: :)words[1,CURRENT-1]} $typed" \
            COMP_CWORD=$typed $words[1] 2>/dev/null)}"; do
        case $item in
            (file,*|dir,*) _files; return;;
            (*,*) ;;
            (*) continue;;
        esac
        value=${${item#*,}%%$'\t'*}
        help=${item#*$'\t'}
        if [[ $value == *[=\(] ]]; then
            open+=("$value")
        else
            values+=("$value")
            [[ $help == "$item" ]] && shown+=("$value") || shown+=("$value  -- $help")
        fi
    done
    (( $#open )) && compadd -U -S '' -a open
    (( $#values )) && compadd -U -l -V actplot -d shown -a values
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _actplot "$@"
else
    compdef _actplot actplot
fi
""",
    "fish": r"""function _actplot
    set -l words (commandline -cp)
    set -l word (commandline -ct)
    set -l program (string split -m 1 ' ' -- (string trim -l -- $words))[1]
    for item in (env _ACTPLOT_COMPLETE=fish_complete COMP_WORDS="$words" COMP_CWORD="$word" $program 2>/dev/null)
        set -l parts (string split -m 1 , -- $item)
        switch $parts[1]
            case file
                __fish_complete_path $word
            case dir
                __fish_complete_directories $word
            case plain
                echo $parts[2]
        end
    end
end
complete -c actplot -f -a '(_actplot)'
""",
}


@click.command("completion")
@click.argument("shell", type=Choice(SCRIPTS))
def command(shell: str) -> None:
    r"""Print a shell script that completes commands, options and functions.

    \b
    To load it in every new shell:
      bash: put  eval "$(actplot completion bash)"  into ~/.bashrc
      zsh:  put  eval "$(actplot completion zsh)"  into ~/.zshrc, after compinit
      fish: actplot completion fish > ~/.config/fish/completions/actplot.fish

    \b
    Examples:
      actplot completion bash
    """
    from actplot.interface import output

    output.write(SCRIPTS[shell].encode(), "-")
