// The snapshot's octets as they are, between two labels. The build has the assembler look
// for the file among its outputs.
#include "bindings/blob.digest.h"

    .section .rodata
    .balign 16
    .global atoll_snapshot_begin
    .global atoll_snapshot_end
atoll_snapshot_begin:
    .incbin "bindings/blob.bin"
atoll_snapshot_end:
    .byte 0
    .section .note.GNU-stack, "", @progbits
