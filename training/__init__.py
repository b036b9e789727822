"""The recipe of the language packs: vectors, teacher, mix, training, evaluation, packaging. See README.md."""
