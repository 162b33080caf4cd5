//! Landing zones as they are.
