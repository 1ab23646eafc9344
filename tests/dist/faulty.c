/* What must not ship, one error a line: `cargo xtask test dist` shows that the check sees each. */
int grantlet_undeclared(void) { return 0; }
int other_name(void) { return 0; }
extern int somebody(void);
int grantlet_abi(void) { return somebody(); }
int grantlet_written = 1;
int grantlet_zeroed;
__attribute__((section(".text.together"))) int grantlet_together(void) { return 0; }
const char grantlet_path[] = "core/src/json.rs";
