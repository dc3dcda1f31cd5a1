// The files of the page at /cdn-cgi/local/ as they are, each between two labels. The assembler looks
// for them from the root of the sources.
#include "src/host/local_page.digest.h"

    .macro page_file label, path
    .global \label
    .global \label\()_end
\label:
    .incbin "\path"
\label\()_end:
    .byte 0
    .endm

    .section .rodata
    page_file atoll_local_html, src/host/local/index.html
    page_file atoll_local_icon, src/host/local/icon.svg
    page_file atoll_local_css, src/host/local/style.css
    page_file atoll_local_js, src/host/local/app.js
    page_file atoll_local_dom_js, src/host/local/dom.js
    page_file atoll_local_words_js, src/host/local/words.js
    page_file atoll_local_requests_js, src/host/local/requests.js
    page_file atoll_local_kv_js, src/host/local/kv.js
    page_file atoll_local_kv_form_js, src/host/local/kv_form.js
    page_file atoll_local_crons_js, src/host/local/crons.js
    .section .note.GNU-stack, "", @progbits
