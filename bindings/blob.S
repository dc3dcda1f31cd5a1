// The octets of the snapshots and of their source as they are, each between two labels. The build has
// the assembler look for the files among its outputs.
#include "bindings/blob.digest.h"
#include "bindings/library.digest.h"

    .section .rodata
    .balign 16
    .global atoll_snapshot_begin
    .global atoll_snapshot_end
atoll_snapshot_begin:
    .incbin "bindings/blob.bin"
atoll_snapshot_end:
    .byte 0
    .global atoll_source_begin
    .global atoll_source_end
atoll_source_begin:
    .incbin "bindings/blob.js"
atoll_source_end:
    .byte 0
    .balign 16
    .global atoll_library_begin
    .global atoll_library_end
atoll_library_begin:
    .incbin "bindings/library.bin"
atoll_library_end:
    .byte 0
    .section .note.GNU-stack, "", @progbits
