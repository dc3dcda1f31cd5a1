// The texts that isolates compile on demand, each between two labels. The build has the assembler look
// for the files among its outputs.
    .section .rodata
#include "bindings/node.inc.S"
    .section .note.GNU-stack, "", @progbits
