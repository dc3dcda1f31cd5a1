;; Adler-32 (RFC 1950, section 8.2) of `size` octets of the memory.
(module
  (memory (export "memory") 1)
  (func (export "adler32") (param $at i32) (param $size i32) (result i32)
    (local $a i32) (local $b i32) (local $end i32)
    (local.set $a (i32.const 1))
    (local.set $end (i32.add (local.get $at) (local.get $size)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $b
          (i32.rem_u
            (i32.add
              (local.tee $a
                (i32.rem_u
                  (i32.add (local.get $a) (i32.load8_u (local.get $at)))
                  (i32.const 65521)))
              (local.get $b))
            (i32.const 65521)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (i32.or (i32.shl (local.get $b) (i32.const 16)) (local.get $a))))
