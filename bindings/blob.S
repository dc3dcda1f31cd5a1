// The snapshot's octets as they are, between two labels. SNAPSHOT_BLOB is the path of the file.
    .section .rodata
    .balign 16
    .global atoll_snapshot_begin
    .global atoll_snapshot_end
atoll_snapshot_begin:
    .incbin SNAPSHOT_BLOB
atoll_snapshot_end:
    .byte 0
    .section .note.GNU-stack, "", @progbits
