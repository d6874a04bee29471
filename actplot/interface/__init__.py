"""What the commands share: types of arguments, answers, output, processes."""
